#include "evaluate/sample_outcome.h"

#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace msquant {
namespace {

void put_into(std::string& bytes, const SampleOutcome& outcome) {
  put(bytes, outcome.seen);
  put(bytes, outcome.agrees);
  put(bytes, outcome.label);
  put(bytes, outcome.reference_rank);
  put(bytes, outcome.quantized_rank);
  put(bytes, static_cast<int64_t>(outcome.outputs.size()));
  for (const Deviation& deviation : outcome.outputs) put(bytes, deviation);
}

SampleOutcome taken_from(std::string_view& bytes) {
  SampleOutcome outcome;
  outcome.seen = take<bool>(bytes);
  outcome.agrees = take<bool>(bytes);
  outcome.label = take<int>(bytes);
  outcome.reference_rank = take<int64_t>(bytes);
  outcome.quantized_rank = take<int64_t>(bytes);
  for (auto count = take<int64_t>(bytes); count > 0; --count) {
    outcome.outputs.push_back(take<Deviation>(bytes));
  }
  return outcome;
}

}  // namespace

std::vector<SampleOutcome> gathered(std::vector<SampleOutcome> mine, Comm& comm) {
  if (comm.size() == 1) return mine;
  std::string bytes;
  for (const SampleOutcome& outcome : mine) put_into(bytes, outcome);
  const std::string all = comm.all_reduce("evaluate", bytes, std::plus<>());
  std::vector<SampleOutcome> outcomes;
  for (std::string_view rest = all; !rest.empty();) outcomes.push_back(taken_from(rest));
  return outcomes;
}

}  // namespace msquant
