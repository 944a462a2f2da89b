#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "cli/run_cli.h"
#include "cli/sample.h"
#include "formats/onnx/onnx_writer.h"
#include "support/models.h"
#include "support/temp_dir.h"
#include "tensor/npy.h"

using namespace msquant;
using Catch::Contains;

namespace {

pugi::xml_document parsed(const std::filesystem::path& path) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_file(path.c_str());
  INFO(result.description());
  REQUIRE(result);
  return document;
}

int count(const pugi::xml_node& suite, const char* attribute) {
  return suite.attribute(attribute).as_int(-1);
}

// x[2, 32] → a dense layer called `name` → [2, 10].
void write_dense_model(const std::filesystem::path& path, const std::string& name) {
  Graph graph("dense");
  const ValueId x = graph.add_input("x", {DType::kFloat32, {2, 32}});
  const ValueId weight = graph.add_constant(name + ".weight", random_tensor({32, 10}, 1));
  const ValueId bias = graph.add_constant(name + ".bias", random_tensor({10}, 2));
  graph.set_outputs({graph.add_node(OpKind::kMatMul, name, MatMulAttrs{}, {x, weight, bias})});
  write_onnx(graph, path, {});
}

}  // namespace

TEST_CASE("the drop against its limit is a test case, and a missed limit exit code 7") {
  TempDir dir;
  REQUIRE(run_cli({"quantize", "-c", kSampleYaml, "--junit", "none.xml", "-o", "out"}, dir.path())
              .exit_code == 0);
  const pugi::xml_document unlimited = parsed(dir / "none.xml");
  CHECK(unlimited.select_node("//testcase[@name='drop of top-1']/skipped"));

  const auto eval = [&](const char* limit, const char* junit) {
    return run_cli({"eval", "-c", kSampleYaml, "--quantized", "out/quantized_model.air",
                    "--max-drop", limit, "--junit", junit},
                   dir.path());
  };
  const CliResult passed = eval("5", "passed.xml");
  CHECK(passed.exit_code == 0);
  CHECK_THAT(passed.out, Contains("PASSED     drop ") && Contains("limit 5.00"));
  const pugi::xml_document good = parsed(dir / "passed.xml");
  const pugi::xml_node suite = good.child("testsuites").child("testsuite");
  CHECK(count(suite, "tests") == 1);
  CHECK(count(suite, "failures") == 0);
  CHECK(suite.select_node("properties/property[@name='max_drop_points'][@value='5.00']"));

  const CliResult failed = eval("-100", "failed.xml");
  CHECK(failed.exit_code == 7);
  CHECK_THAT(failed.out, Contains("FAILED"));
  CHECK_THAT(failed.err, Contains("the accuracy target is missed"));
  const pugi::xml_document bad = parsed(dir / "failed.xml");
  CHECK(count(bad.child("testsuites").child("testsuite"), "failures") == 1);
  CHECK_THAT(bad.select_node("//testcase/failure").node().attribute("message").as_string(),
             Contains("limit -100.00"));
}

TEST_CASE("a limit without a quantized model, or a report without images, is a usage error") {
  TempDir dir;
  const CliResult eval = run_cli({"eval", "-c", kSampleYaml, "--max-drop", "1"}, dir.path());
  CHECK(eval.exit_code == 2);
  CHECK_THAT(eval.err, Contains("--quantized"));
  write_dense_model(dir / "model.onnx", "fc");
  write_npy(dir / "x.npy", random_tensor({32, 32}, 3));
  const CliResult quantize = run_cli(
      {"quantize", "--model", "model.onnx", "--data", "x.npy", "--junit", "a.xml"}, dir.path());
  CHECK(quantize.exit_code == 2);
  CHECK_THAT(quantize.err, Contains("--val"));
}

TEST_CASE("each layer that analyze judges is a test case, whatever its name") {
  const std::string name = "a<b>&\"c\"'d'";
  TempDir dir;
  write_dense_model(dir / "model.onnx", name);
  write_npy(dir / "x.npy", random_tensor({32, 32}, 3));
  const CliResult result = run_cli(
      {"analyze", "--model", "model.onnx", "--data", "x.npy", "--junit", "layers.xml"}, dir.path());
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  const pugi::xml_document document = parsed(dir / "layers.xml");
  const pugi::xml_node test = document.select_node("//testcase").node();
  CHECK(test.attribute("name").as_string() == name);
  CHECK(test.attribute("classname").as_string() == std::string("msquant.layers"));
}
