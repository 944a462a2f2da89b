#include "pipeline/settings.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/suggest.h"
#include "pipeline/training_keys.h"

namespace msquant {
namespace {

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const KnownKey& key : known_keys()) names.emplace_back(key.name);
  return names;
}

bool is_known(const std::string& key) {
  for (const KnownKey& known : known_keys()) {
    if (known.name == key) return true;
  }
  return false;
}

std::string flow_text(const YAML::Node& node) {
  YAML::Emitter out;
  out << YAML::Flow << node;
  return out.c_str();
}

// False for a text that is no YAML at all; parse() complains of it.
bool is_list(const std::string& text) {
  try {
    return YAML::Load(text).IsSequence();
  } catch (const YAML::Exception&) {
    return false;
  }
}

// The first document. YAML::LoadAll would expand the second one too, which is never used.
YAML::Node load_first_document(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  try {
    return YAML::Load(bytes);
  } catch (const YAML::DeepRecursion&) {
    throw Error(ErrorKind::kConfig, "cannot read the YAML file", path.string(),
                "values are nested too deeply");
  } catch (const YAML::Exception& error) {
    throw Error(ErrorKind::kConfig, "cannot read the YAML file",
                path.string() + ":" + std::to_string(error.mark.line + 1), error.msg,
                "check the indentation and quotes of that line");
  }
}

}  // namespace

Settings::Settings() {
  for (const KnownKey& key : known_keys()) {
    if (key.fallback.empty()) continue;
    entries_[std::string(key.name)] = {std::string(key.fallback), "default", true, {}};
  }
}

void Settings::add_yaml(const std::filesystem::path& path, bool strict) {
  const YAML::Node document = load_first_document(path);
  if (!document.IsMap()) {
    throw Error(ErrorKind::kConfig, "cannot use the YAML file", path.string(),
                "it does not hold 'key: value' lines");
  }
  for (const auto& item : document) {
    const std::string origin =
        path.filename().string() + ":" + std::to_string(item.first.Mark().line + 1);
    if (!item.first.IsScalar()) {
      throw Error(ErrorKind::kConfig, "cannot use the YAML file", origin, "a key is not a text");
    }
    const auto key = item.first.as<std::string>();
    if (is_known(key)) {
      // An empty value ("net_name:") is the zoo's way of leaving a key unset.
      const std::string text = flow_text(item.second);
      if (text.empty() || text == "~" || text == "\"\"" || text == "''") continue;
      entries_[key] = {text, origin, false, path.parent_path()};
    } else if (!is_training_key(key)) {
      const std::string hint = did_you_mean(key, key_names());
      if (strict) throw Error(ErrorKind::kConfig, "unknown key '" + key + "'", origin, "", hint);
      log::warn("{}: unknown key '{}' is ignored{}", origin, key, hint.empty() ? "" : "; " + hint);
    }
  }
}

void Settings::set(const std::string& key, std::string text, std::string origin) {
  MSQUANT_CHECK(is_known(key));
  entries_[key] = {std::move(text), std::move(origin), false, {}};
}

void Settings::set_if_default(const std::string& key, std::string text, std::string origin) {
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.is_default) {
    set(key, std::move(text), std::move(origin));
  }
}

void Settings::restore(const Setting& setting) {
  if (is_known(setting.key)) set(setting.key, setting.text, setting.origin);
}

bool Settings::has(const std::string& key) const { return entries_.count(key) > 0; }

const Settings::Entry& Settings::entry(const std::string& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    throw Error(ErrorKind::kConfig, "'" + key + "' is not set", "", "",
                "set it in the YAML (--config) or by its flag");
  }
  return found->second;
}

template <class T>
T Settings::parse(const std::string& key, const char* expected) const {
  return parse<T>(key, expected, entry(key).text);
}

template <class T>
T Settings::parse(const std::string& key, const char* expected, const std::string& text) const {
  const Entry& found = entry(key);
  try {
    return YAML::Load(text).as<T>();
  } catch (const YAML::Exception&) {
    throw Error(ErrorKind::kConfig, "bad value for '" + key + "'", found.origin,
                "expected " + std::string(expected) + ", got " + found.text);
  }
}

std::string Settings::text(const std::string& key) const {
  return parse<std::string>(key, "a text");
}

int64_t Settings::integer(const std::string& key, int64_t least) const {
  const auto value = parse<int64_t>(key, "a whole number");
  if (value < least) {
    throw Error(ErrorKind::kConfig, "bad value for '" + key + "'", entry(key).origin,
                "expected at least " + std::to_string(least) + ", got " + std::to_string(value));
  }
  return value;
}

double Settings::number(const std::string& key) const { return parse<double>(key, "a number"); }

bool Settings::boolean(const std::string& key) const { return parse<bool>(key, "true or false"); }

std::vector<int64_t> Settings::integers(const std::string& key, size_t least, size_t most) const {
  std::vector<int64_t> values;
  if (is_list(entry(key).text)) {
    values = parse<std::vector<int64_t>>(key, "whole numbers");
  } else {
    values = {parse<int64_t>(key, "a whole number or a list of them")};
  }
  bool good = values.size() >= least && values.size() <= most;
  for (int64_t value : values) good = good && value > 0;
  if (!good) {
    throw Error(ErrorKind::kConfig, "bad value for '" + key + "'", entry(key).origin,
                "expected " + std::to_string(least) + " to " + std::to_string(most) +
                    " positive whole numbers, got " + entry(key).text);
  }
  return values;
}

std::vector<double> Settings::numbers(const std::string& key, size_t count) const {
  auto values = parse<std::vector<double>>(key, "a list of numbers");
  if (values.size() != count) {
    throw Error(ErrorKind::kConfig, "bad value for '" + key + "'", entry(key).origin,
                "expected " + std::to_string(count) + " numbers, got " + entry(key).text);
  }
  return values;
}

std::vector<std::string> Settings::names(const std::string& key) const {
  if (is_list(entry(key).text)) {
    return parse<std::vector<std::string>>(key, "a list of names");
  }
  return parse<std::vector<std::string>>(key, "a list of names", "[" + entry(key).text + "]");
}

std::vector<std::filesystem::path> Settings::candidates(const std::string& key) const {
  const std::filesystem::path path = text(key);
  const std::filesystem::path& folder = entry(key).folder;
  if (path.is_absolute() || folder.empty()) return {path};
  return {path, (folder / path).lexically_normal()};
}

std::optional<std::filesystem::path> Settings::find_path(const std::string& key) const {
  if (!has(key)) return std::nullopt;
  for (const std::filesystem::path& path : candidates(key)) {
    if (std::filesystem::exists(path)) return path;
  }
  return std::nullopt;
}

std::filesystem::path Settings::existing_path(const std::string& key) const {
  if (const auto path = find_path(key)) return *path;
  std::string looked_for;
  for (const std::filesystem::path& path : candidates(key)) {
    looked_for += (looked_for.empty() ? "" : " and ") + path.string();
  }
  throw Error(ErrorKind::kConfig, "'" + key + "' names a path that does not exist",
              entry(key).origin, "looked for " + looked_for);
}

Setting Settings::setting(const std::string& key) const {
  return {key, entry(key).text, entry(key).origin};
}

std::vector<Setting> Settings::all() const {
  std::vector<Setting> settings;
  for (const KnownKey& key : known_keys()) {
    const std::string name(key.name);
    if (has(name)) settings.push_back(setting(name));
  }
  return settings;
}

std::string Settings::to_string() const {
  std::ostringstream out;
  for (const Setting& setting : all()) {
    std::string line = setting.key + ": " + setting.text;
    line.resize(std::max<size_t>(line.size(), 55), ' ');
    out << line << "  # " << setting.origin << "\n";
  }
  return out.str();
}

}  // namespace msquant
