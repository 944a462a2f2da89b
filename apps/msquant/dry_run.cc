#include "msquant/dry_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "msquant/console.h"
#include "msquant/plan_output.h"
#include "msquant/rehearsal.h"
#include "msquant/units.h"
#include "pipeline/methods.h"

namespace msquant {
namespace {

struct Plan {
  std::vector<PlannedLayer> layers;
  Rehearsal rehearsal;
  int rollback = 0;  // layers that will be switched to float when the worst are known
  std::string data;
};

int64_t quantized_count(const std::vector<PlannedLayer>& layers) {
  return std::count_if(layers.begin(), layers.end(),
                       [](const PlannedLayer& layer) { return layer.methods.has_value(); });
}

std::string line(const char* name, const std::string& text) {
  return fmt::format("{:<10} {}\n", name, text);
}

// "about 0:42"
std::string about(double seconds) {
  return seconds < 1 ? "less than a second" : "about " + duration_text(seconds);
}

std::string time_text(const Plan& plan, int trials) {
  const Rehearsal& rehearsal = plan.rehearsal;
  if (rehearsal.images_per_second <= 0) return "unknown: too few images to measure";
  std::string text =
      fmt::format("{} to calibrate{}, at {:.{}f} images/s", about(rehearsal.calibration_seconds),
                  rehearsal.is_longer ? " beside what rounding computes" : "",
                  rehearsal.images_per_second, rehearsal.images_per_second < 100 ? 1 : 0);
  if (rehearsal.validation_images > 0) {
    text += fmt::format(", and {} to evaluate", about(rehearsal.evaluation_seconds));
  }
  if (trials > 0) text += fmt::format(", both up to {} times", trials);
  return text;
}

std::string summary(const Plan& plan, const DryRunFacts& facts) {
  const Rehearsal& rehearsal = plan.rehearsal;
  const auto all = static_cast<int64_t>(plan.layers.size());
  const int64_t quantized = quantized_count(plan.layers);
  std::string text = line("layers", fmt::format("{} int8, {} float", quantized, all - quantized));
  if (plan.rollback > 0) {
    text += line(
        "rollback",
        fmt::format("the worst {} of them will stay float (num_rollback_nodes)", plan.rollback));
  }
  text += line("constants", fmt::format("{} -> {}", size_text(rehearsal.bytes_before),
                                        size_text(rehearsal.bytes_after)));
  text += line("images", fmt::format("{} of {}, in {} {}", rehearsal.images, plan.data,
                                     rehearsal.passes, rehearsal.passes == 1 ? "pass" : "passes"));
  if (facts.validation) {
    text += line("validation", fmt::format("{} images", rehearsal.validation_images));
  }
  text += line("time", time_text(plan, facts.trials));
  text += line("memory", fmt::format("about {}", size_text(rehearsal.memory_bytes)));
  for (const std::filesystem::path& file : facts.files) text += line("writes", file.string());
  return text;
}

Json to_json(const Plan& plan, const DryRunFacts& facts) {
  const Rehearsal& rehearsal = plan.rehearsal;
  Json files = Json::array();
  for (const std::filesystem::path& file : facts.files) files.push_back(file.string());
  return {{"dry_run", true},
          {"layers", plan_json(plan.layers)},
          {"rollback_layers", plan.rollback},
          {"bytes_before", rehearsal.bytes_before},
          {"bytes_after", rehearsal.bytes_after},
          {"images", rehearsal.images},
          {"passes", rehearsal.passes},
          {"validation_images", rehearsal.validation_images},
          {"trials", facts.trials},
          {"images_per_second", rehearsal.images_per_second},
          {"calibration_seconds", rehearsal.calibration_seconds},
          {"evaluation_seconds", rehearsal.evaluation_seconds},
          {"memory_bytes", rehearsal.memory_bytes},
          {"files", std::move(files)}};
}

}  // namespace

void dry_run(const CalibrationOptions& options, const CalibrationJob& job,
             const DryRunFacts& facts) {
  const Graph& graph = job.model.graph;
  Plan plan;
  plan.layers = plan_layers(graph, job.config, calibration_methods(job.settings).layers);
  const Observed found = options.find_samples(graph, job.settings);
  plan.rollback = job.config.num_rollback_nodes;
  plan.data = joined(found.data);
  plan.rehearsal = rehearse(options, job, found.samples, facts.validation, facts.histograms);
  if (facts.json) return print_json(to_json(plan, facts));
  print_result(plan_table(plan.layers) + "\n" + summary(plan, facts));
  console().stage("dry run", "nothing was written; without --dry-run the above is done");
}

}  // namespace msquant
