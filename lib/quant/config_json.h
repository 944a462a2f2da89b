// Reading a JSON configuration: every error names the file, the key, what was expected and what was
// found.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace msquant {

using ConfigJson = nlohmann::ordered_json;

class ConfigReader {
 public:
  explicit ConfigReader(std::string file) : file_(std::move(file)) {}

  // The object that the file holds. Throws Error(kConfig) if it is not a JSON object, or if a key
  // is repeated; Error(kIo) if it cannot be read.
  ConfigJson read() const;

  // The value of `key` ("conv1.quant"), which must be of the type.
  bool boolean(const std::string& key, const ConfigJson& value) const;
  int64_t integer(const std::string& key, const ConfigJson& value) const;
  double number(const std::string& key, const ConfigJson& value) const;
  // One of `names`.
  std::string name(const std::string& key, const ConfigJson& value,
                   const std::vector<std::string>& names) const;
  const ConfigJson& object(const std::string& key, const ConfigJson& value) const;

  // Throw Error(kConfig) about `key`, or about the whole file if it is "".
  [[noreturn]] void fail(const std::string& key, const std::string& expected,
                         const ConfigJson& found, const std::string& hint = {}) const;
  [[noreturn]] void fail_because(const std::string& key, const std::string& because,
                                 const std::string& hint = {}) const;
  // About a key that is none of `known`.
  [[noreturn]] void fail_unknown(const std::string& parent, const std::string& key,
                                 const std::vector<std::string>& known) const;

  // About a valid value of `key` that asks for something msquant has not: Error(kUnsupported).
  [[noreturn]] void fail_unsupported(const std::string& key, const std::string& hint) const;

 private:
  std::string place_of(const std::string& key) const;

  std::string file_;
};

// The text of the object that `fill` makes: indent 4, no newline at the end, as Python's json.dump.
// Throws Error(kModel) if a layer's name cannot be a key of it.
std::string config_text(const std::function<void(ConfigJson&)>& fill);

}  // namespace msquant
