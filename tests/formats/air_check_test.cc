#include "formats/air/air_check.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "formats/air_edits.h"
#include "formats/air_models.h"
#include "formats/air_samples.h"
#include "support/temp_dir.h"

namespace msquant {
namespace {

using ge::proto::ModelDef;

std::vector<AirProblem> check_bytes(const std::string& bytes) {
  const TempDir folder;
  write_quickly(folder / "model.air", bytes);
  return check_air(folder / "model.air");
}

std::string text_of(const std::vector<AirProblem>& problems) {
  std::string text;
  for (const AirProblem& problem : problems) text += problem.node + ": " + problem.rule + "\n";
  return text;
}

void require_verdicts(const std::vector<AirSample>& samples) {
  for (const AirSample& sample : samples) {
    ModelDef model = written_model(quantized_graph());
    sample.edit(model);
    const std::string problems = text_of(check_bytes(model.SerializeAsString()));
    INFO(sample.name << "\n" << problems);
    CHECK(problems.empty() == std::string(sample.rule).empty());
    CHECK(problems.find(sample.rule) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("files that GE takes have no problems") { require_verdicts(accepted_samples()); }

TEST_CASE("files that GE cannot load are refused") { require_verdicts(unloadable_samples()); }

TEST_CASE("files that ATC would misread are refused") { require_verdicts(misread_samples()); }

TEST_CASE("operators that do not fit their prototype are refused") {
  require_verdicts(unfit_samples());
}

TEST_CASE("what is no GE model is refused") {
  for (const AirByteSample& sample : unparsable_samples()) {
    INFO(sample.name);
    const auto problems = check_bytes(sample.bytes);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].node.empty());
  }
}

TEST_CASE("all 62 kinds of files that were tried on GE are covered") {
  CHECK(accepted_samples().size() + unloadable_samples().size() + misread_samples().size() +
            unfit_samples().size() + unparsable_samples().size() ==
        62);
}

TEST_CASE("problems are named with their node, in the order of the file") {
  ModelDef model = written_model(quantized_graph());
  drop_attribute(model, "fc.quant", "scale");
  find_op(model, "relu").clear_has_out_attr();
  model.mutable_graph(0)->add_input("nobody:0");
  const auto problems = check_bytes(model.SerializeAsString());
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].node.empty());
  CHECK(problems[1].node == "relu");
  CHECK(problems[2].node == "fc.quant");
}

TEST_CASE("an element type that a port does not take is a problem") {
  ModelDef model = written_model(quantized_graph());
  find_op(model, "relu").mutable_input_desc(0)->set_dtype(ge::proto::DT_STRING);
  CHECK(text_of(check_bytes(model.SerializeAsString())) ==
        "relu: input 'x' does not take element type 13\n");
}

TEST_CASE("a file that does not exist is an I/O error") {
  CHECK_THROWS_AS(check_air("/nonexistent/model.air"), Error);
}

}  // namespace msquant
