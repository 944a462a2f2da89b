// Opens a model: a checkpoint whose network the zoo knows, or a file that holds a graph.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/file_stamp.h"
#include "graph/graph.h"
#include "pipeline/settings.h"

namespace msquant {

struct ModelSource {
  std::filesystem::path model;       // MindIR, ONNX or AIR; empty if the network comes from the zoo
  std::filesystem::path checkpoint;  // with `model`: replaces its weights by name
  bool verify_crc = true;
};

struct Model {
  Graph graph;
  std::string name;         // "resnet50", or the name of the file without extension
  std::string description;  // one line for people
  ModelSource source;       // the files it was read from
  FileStamp model_stamp = 0, checkpoint_stamp = 0;  // theirs, before they were read
};

// Loads the model for images of the size that `settings` describe, or 224x224 if they do not.
// The checkpoint falls back to the setting checkpoint_file_path, the network to net_name, then to
// what the parameters tell; what is derived goes into `settings`. Throws Error of kind kUsage (no
// model given), kConfig, kModel, kUnsupported or kIo.
Model load_model(const ModelSource& source, Settings& settings, int threads = 1);

// Throws Error(kIo) naming the file unless the files of the model are those that it was read from.
void require_same_source(const Model& model);

// Puts into `settings` what load_model() would, and returns the description. A checkpoint's network
// is not built, which may need to know the size of its images. Throws what load_model() throws.
std::string recognise_model(const ModelSource& source, Settings& settings);

}  // namespace msquant
