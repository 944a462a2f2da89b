#include "pipeline/named_paths.h"

#include <catch2/catch.hpp>

#include "base/files.h"
#include "support/temp_dir.h"

using namespace msquant;

namespace {

void check(const std::string& argument, const std::string& name, const std::string& path) {
  const NamedPath named = named_path(argument);
  CHECK(named.name == name);
  CHECK(named.path == path);
  CHECK(to_argument(named) == argument);
}

}  // namespace

TEST_CASE("an argument is a path, or a name and a path") {
  check("calib/", "", "calib/");
  check("x=calib/", "x", "calib/");
  check("layer/x:0=a=b.npy", "layer/x:0", "a=b.npy");
  check("=x", "", "=x");
}

TEST_CASE("the sign belongs to the path of something that exists") {
  const TempDir dir;
  const std::string path = dir / "size=32.npy";
  CHECK(named_path(path).path == "32.npy");
  write_file(path, "");
  check(path, "", path);
  CHECK(named_paths({path}, {"x"}, "--data").at("x") == path);
}
