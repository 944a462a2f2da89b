#include "formats/checkpoint/checkpoint_error.h"

#include "base/error.h"
#include "formats/printable.h"

namespace msquant {

void fail_checkpoint(const std::filesystem::path& file, const std::string& parameter,
                     const std::string& because, const std::string& hint) {
  std::string where = file.string();
  if (!parameter.empty()) where += ": parameter " + in_quotes(parameter);
  throw Error(ErrorKind::kModel, "cannot read checkpoint", where, because, hint);
}

}  // namespace msquant
