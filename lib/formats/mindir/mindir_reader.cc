#include "formats/mindir/mindir_reader.h"

#include "formats/mindir/mindir_graph.h"
#include "formats/mindir/mindir_parser.h"

namespace msquant {

Graph read_mindir(const std::filesystem::path& path) {
  mind_ir::ModelProto model = parse_mindir(*MappedFile::open(path));
  return lower_mindir(std::move(model), path);
}

}  // namespace msquant
