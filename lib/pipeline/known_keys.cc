#include "pipeline/settings.h"

namespace msquant {

const std::vector<KnownKey>& known_keys() {
  static const std::vector<KnownKey> kKeys{
      {"net_name", "", "network of the model zoo; recognised from the checkpoint if absent"},
      {"dataset", "", "with net_name it decides how images are preprocessed"},
      {"checkpoint_file_path", "", "the checkpoint"},
      {"data_path", "", "images, or a folder that holds calib/ and val/, or train/ and test/"},
      {"class_num", "", "number of classes; must agree with the checkpoint"},
      {"batch_size", "32", "images in one calibration batch"},
      {"calibration_batches", "3", "number of calibration batches"},
      {"height", "", "height of the network's input"},
      {"width", "", "width of the network's input"},
      {"train_image_size", "224", "image size of the zoo's CIFAR-10 pipelines"},
      {"eval_image_size", "224", "image size of the zoo's ImageNet pipelines"},
      {"color", "rgb", "channel order that the network was trained on: rgb or bgr"},
      {"resize", "", "[height, width], or one number: the shorter side"},
      {"interpolation", "bilinear", "nearest, bilinear, bicubic or area"},
      {"center_crop", "", "[height, width], or one number for both"},
      {"rescale", "1", "factor for pixel values, before the mean is taken off"},
      {"mean", "", "three numbers, in the channel order of the network; one if it has one channel"},
      {"std", "", "three numbers, or one"},
      {"preset", "default", "sets activation and corrections: fast, default or accurate"},
      {"activation", "", "how the range of an activation is chosen"},
      {"percentile", "", "share of the elements that ifmr and percentile keep on either side"},
      {"activation_offset", "true", "false: activations are quantized with zero point 0"},
      {"weights", "max", "how the scale of a weight's channel is chosen"},
      {"corrections", "", "list of what is done beyond choosing scales"},
  };
  return kKeys;
}

}  // namespace msquant
