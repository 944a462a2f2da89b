#include "pipeline/training_keys.h"

#include <unordered_set>

namespace msquant {

bool is_training_key(const std::string& key) {
  static const std::unordered_set<std::string> kKeys{
      // Where to run and what to log.
      "enable_modelarts", "data_url", "train_url", "checkpoint_url", "run_distribute",
      "enable_profiling", "output_dir", "load_path", "device_target", "device_id", "device_num",
      "rank", "mode_name", "boost_mode", "parameter_server", "save_graphs", "save_graphs_path",
      "output_path", "log_path", "ckpt_path", "device", "is_distributed", "group_size",
      "enable_graph_kernel", "run_online",
      // How to train.
      "checkpoint_path", "optimizer", "loss_scale", "momentum", "weight_decay", "epoch_size",
      "start_epoch", "resume_ckpt", "save_checkpoint", "save_checkpoint_epochs",
      "keep_checkpoint_max", "warmup_epochs", "lr_decay_mode", "lr_init", "lr_end", "lr_max", "lr",
      "lars_epsilon", "lars_coefficient", "pre_trained", "run_eval", "filter_weight",
      "save_best_ckpt", "eval_start_epoch", "eval_interval", "conv_init", "dense_init",
      "all_reduce_fusion_config", "use_label_smooth", "label_smooth_factor", "label_smooth",
      "has_trained_epoch", "has_trained_step", "max_epoch", "lr_scheduler", "lr_epochs", "lr_gamma",
      "eta_min", "T_max", "warmup_step", "initialize_mode", "padding", "pad_mode", "has_bias",
      "batch_norm", "has_dropout", "keep_prob", "momentum_rate", "freeze_layer",
      "need_modelarts_dataset_unzip", "modelarts_dataset_unzip_name", "activation_name",
      "pretrain_ckpt", "platform", "finetune_flag", "per_print_times", "train_batch_size",
      "num_workers", "python_multiprocessing", "repeat_num",
      // Data and files of other steps.
      "eval_dataset_path", "enable_cache", "cache_session_id", "infer_label", "file_name",
      "file_format", "file_path", "ckpt_file", "network_dataset", "result_path", "label_path",
      "img_path", "enable_predict_lite_backend", "enable_predict_lite_mindir", "mindir_path",
      "dataset_path", "image_height", "image_width", "num_classes", "image_size"};
  return kKeys.count(key) > 0;
}

}  // namespace msquant
