// WebP through libwebp, as Pillow does behind MindSpore's Decode(to_pil=True); MindSpore's own
// Decode() does not read WebP.
#include <webp/decode.h>

#include "data/codecs.h"

namespace msquant {

Tensor decode_webp(std::string_view bytes, const std::string& file) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK) {
    throw undecodable(file, "its header is damaged or incomplete");
  }
  if (features.has_animation != 0) throw undecodable(file, "it is an animation, not one image");
  check_image_size(features.height, features.width, file);
  Tensor image = Tensor::allocate(DType::kUInt8, {features.height, features.width, 3});
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {image.mutable_data<uint8_t>().data(), features.width * 3,
                          static_cast<size_t>(image.byte_size())};
  const VP8StatusCode status = WebPDecode(data, bytes.size(), &config);
  if (status == VP8_STATUS_OUT_OF_MEMORY) throw std::bad_alloc();
  if (status != VP8_STATUS_OK) throw undecodable(file, "its content is damaged or incomplete");
  return image;
}

}  // namespace msquant
