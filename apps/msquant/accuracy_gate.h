// What a pipeline gates on: how much accuracy drops against a limit.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "evaluate/accuracy.h"
#include "msquant/json_output.h"

namespace msquant {

struct AccuracyGate {
  std::optional<double> max_drop;  // percentage points
  std::filesystem::path junit;     // "": none is written

  // Adds --max-drop and --junit, and returns the first.
  CLI::Option* add_to(CLI::App& app);

  // Throws Error(kUnsupported) if there is a limit and `graph` is no classifier, whose accuracy
  // could drop.
  void require_measurable(const Graph& graph) const;

  // Whether there is no limit, or it is kept.
  bool is_met(const Evaluation& evaluation) const;
  // PASSED or FAILED.
  const char* verdict(const Evaluation& evaluation) const;

  // "drop 0.30 points, limit 0.50" and the same for scripts; only with a limit.
  std::string text(const Evaluation& evaluation) const;
  Json json(const Evaluation& evaluation) const;

  // Writes the file of --junit, if one is wanted. Throws Error(kIo).
  void report(const Evaluation& evaluation) const;
};

}  // namespace msquant
