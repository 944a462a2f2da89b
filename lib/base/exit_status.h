// Exit codes of the program: a contract with the scripts that call it (docs/cli.md).
#pragma once

#include "base/error.h"

namespace msquant {

enum class ExitStatus : int {
  kSuccess = 0,
  kUnexpected = 1,    // an exception nobody foresaw, or an I/O failure
  kUsage = 2,         // wrong flags
  kConfig = 3,        // YAML or quant_config.json
  kModel = 4,         // checkpoint, MindIR, ONNX or AIR
  kData = 5,          // images or tensors
  kUnsupported = 6,   // valid input that msquant cannot handle
  kAccuracy = 7,      // accuracy target missed; files are written all the same
  kInternal = 70,     // a bug of ours
  kInterrupted = 130  // Ctrl-C or SIGTERM
};

constexpr ExitStatus exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return ExitStatus::kUsage;
    case ErrorKind::kConfig:
      return ExitStatus::kConfig;
    case ErrorKind::kModel:
      return ExitStatus::kModel;
    case ErrorKind::kData:
      return ExitStatus::kData;
    case ErrorKind::kUnsupported:
      return ExitStatus::kUnsupported;
    case ErrorKind::kAccuracy:
      return ExitStatus::kAccuracy;
    case ErrorKind::kIo:
      return ExitStatus::kUnexpected;
    case ErrorKind::kInternal:
      return ExitStatus::kInternal;
    case ErrorKind::kInterrupted:
      return ExitStatus::kInterrupted;
  }
  return ExitStatus::kUnexpected;
}

}  // namespace msquant
