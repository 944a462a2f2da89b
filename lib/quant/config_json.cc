#include "quant/config_json.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/suggest.h"

namespace msquant {
namespace {

// The files have few levels; no more are ever built from one that has many.
constexpr int kMaxDepth = 8;

}  // namespace

ConfigJson ConfigReader::read() const {
  const std::string text = read_file(file_);
  // JSON lets a key be repeated and the last one win; here that is always a slip of the pen.
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, ConfigJson::parse_event_t event, ConfigJson& parsed) {
    if (depth > kMaxDepth) fail_because("", "values are nested too deeply");
    if (event == ConfigJson::parse_event_t::object_start) keys.emplace_back();
    if (event == ConfigJson::parse_event_t::object_end) keys.pop_back();
    if (event == ConfigJson::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys.back().insert(key).second) fail_because(key, "the key is repeated");
    }
    return true;
  };
  // The parser would take a zero byte for the end of the file.
  if (text.find('\0') != std::string::npos) fail_because("", "it holds a zero byte");
  try {
    ConfigJson root = ConfigJson::parse(text, watch);
    if (!root.is_object()) fail("", "an object {…}", root);
    return root;
  } catch (const ConfigJson::exception& error) {
    const std::string what = error.what();  // "[json.exception.parse_error.101] parse error at …"
    fail_because("", what.substr(what.find(']') + 2), "write the file anew with gen-config");
  }
}

bool ConfigReader::boolean(const std::string& key, const ConfigJson& value) const {
  if (!value.is_boolean()) fail(key, "true or false", value);
  return value.get<bool>();
}

int64_t ConfigReader::integer(const std::string& key, const ConfigJson& value) const {
  if (!value.is_number_integer()) fail(key, "an integer", value);
  return value.get<int64_t>();
}

double ConfigReader::number(const std::string& key, const ConfigJson& value) const {
  if (!value.is_number()) fail(key, "a number", value);
  return value.get<double>();
}

std::string ConfigReader::name(const std::string& key, const ConfigJson& value,
                               const std::vector<std::string>& names) const {
  const std::string text = value.is_string() ? value.get<std::string>() : "";
  if (std::find(names.begin(), names.end(), text) == names.end()) {
    fail(key, "one of " + joined(names), value, did_you_mean(text, names));
  }
  return text;
}

const ConfigJson& ConfigReader::object(const std::string& key, const ConfigJson& value) const {
  if (!value.is_object()) fail(key, "an object {…}", value);
  return value;
}

void ConfigReader::fail(const std::string& key, const std::string& expected,
                        const ConfigJson& found, const std::string& hint) const {
  constexpr size_t kShown = 60;
  std::string text = found.dump(-1, ' ', true, ConfigJson::error_handler_t::replace);
  if (text.size() > kShown) text = text.substr(0, kShown) + "…";
  fail_because(key, "expected " + expected + ", found " + text, hint);
}

void ConfigReader::fail_because(const std::string& key, const std::string& because,
                                const std::string& hint) const {
  throw Error(ErrorKind::kConfig, "bad quantization config", place_of(key), because, hint);
}

void ConfigReader::fail_unsupported(const std::string& key, const std::string& hint) const {
  throw Error(ErrorKind::kUnsupported, "the quantization config asks for what msquant cannot do",
              place_of(key), "", hint);
}

void ConfigReader::fail_unknown(const std::string& parent, const std::string& key,
                                const std::vector<std::string>& known) const {
  fail_because(parent + "." + key, "the keys of '" + parent + "' are: " + joined(known),
               did_you_mean(key, known));
}

std::string ConfigReader::place_of(const std::string& key) const {
  return key.empty() ? file_ : file_ + ": key '" + key + "'";
}

std::string config_text(const std::function<void(ConfigJson&)>& fill) {
  ConfigJson root;
  try {
    fill(root);
    return root.dump(4, ' ', /*ensure_ascii=*/true);
  } catch (const ConfigJson::type_error&) {
    throw Error(ErrorKind::kModel, "a layer's name cannot be written as JSON", "",
                "it is not valid UTF-8, or is a key of the file itself",
                "rename the layer in the model");
  }
}

}  // namespace msquant
