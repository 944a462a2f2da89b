#include "comm/failure.h"

#include <string>
#include <utility>

#include "base/bytes.h"

namespace msquant {
namespace {

Error take_error(std::string_view& bytes) {
  const auto kind = take<ErrorKind>(bytes);
  std::string message = take<std::string>(bytes);
  std::string where = take<std::string>(bytes);
  std::string because = take<std::string>(bytes);
  std::string hint = take<std::string>(bytes);
  return {kind, std::move(message), std::move(where), std::move(because), std::move(hint)};
}

bool are_alike(const Error& a, const Error& b) {
  return a.kind() == b.kind() && std::string_view(a.what()) == b.what();
}

}  // namespace

std::string to_bytes(const Failure& failure) {
  std::string bytes;
  put(bytes, failure.rank);
  put(bytes, failure.count);
  put(bytes, failure.is_alike);
  const Error& error = failure.error;
  put(bytes, error.kind());
  put(bytes, error.message());
  put(bytes, error.where());
  put(bytes, error.because());
  put(bytes, error.hint());
  return bytes;
}

Failure failure_from_bytes(std::string_view bytes) {
  const auto rank = take<int>(bytes), count = take<int>(bytes);
  const auto is_alike = take<bool>(bytes);
  return {take_error(bytes), rank, count, is_alike};
}

Failure merged(const Failure& lower, const Failure& higher) {
  const auto is_interrupted = [](const Failure& failure) {
    return failure.error.kind() == ErrorKind::kInterrupted;
  };
  Failure both = is_interrupted(lower) && !is_interrupted(higher) ? higher : lower;
  both.count = lower.count + higher.count;
  both.is_alike = lower.is_alike && higher.is_alike && are_alike(lower.error, higher.error);
  return both;
}

Error described(const Failure& failure, int size) {
  const Error& error = failure.error;
  if (failure.count >= size && failure.is_alike) return error;
  const std::string rank = "rank " + std::to_string(failure.rank);
  const std::string where = error.where().empty() ? rank : rank + ": " + error.where();
  return {error.kind(), error.message(), where, error.because(), error.hint()};
}

}  // namespace msquant
