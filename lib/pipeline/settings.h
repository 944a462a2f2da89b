// The settings of a run and where each came from. Keys are those of the model zoo's own YAML plus
// msquant's, in the same flat style. Precedence: flag > YAML > what the zoo does > default.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace msquant {

// A key that msquant understands.
struct KnownKey {
  std::string_view name;
  std::string_view fallback;  // default as YAML text; "" for none
  std::string_view summary;
};

// All keys, in the order in which they are printed.
const std::vector<KnownKey>& known_keys();

// A key with its value, as YAML text, and where that came from.
struct Setting {
  std::string key, text, origin;
};

class Settings {
 public:
  // Only the defaults.
  Settings();

  // Adds the keys of a YAML file. Several documents are accepted (the zoo's second one explains the
  // first) and only the first counts. Known training keys are ignored; any other unknown key is a
  // warning with a suggestion, or an Error(kConfig) if `strict`. Throws Error(kConfig) naming file
  // and line if the YAML is broken.
  void add_yaml(const std::filesystem::path& path, bool strict);

  // Sets a key to a YAML text ("224", "[0.5, 0.5, 0.5]"). A later call replaces an earlier one.
  void set(const std::string& key, std::string text, std::string origin);

  // Sets a key only if nobody but the default did.
  void set_if_default(const std::string& key, std::string text, std::string origin);

  // Sets what all() of other settings has listed. A key that is not known any more is left out.
  void restore(const Setting& setting);

  bool has(const std::string& key) const;

  // Typed access. Throw Error(kConfig) naming key, origin, the type expected and the text found;
  // also if the key has no value.
  std::string text(const std::string& key) const;
  int64_t integer(const std::string& key, int64_t least) const;
  double number(const std::string& key) const;
  bool boolean(const std::string& key) const;
  std::vector<int64_t> integers(const std::string& key, size_t least, size_t most) const;
  std::vector<double> numbers(const std::string& key, size_t count) const;
  // A list, or a text with commas ("bias,rounding").
  std::vector<std::string> names(const std::string& key) const;

  // A path that exists, or nothing. A relative one from a YAML is looked up in the working
  // directory, then beside the YAML.
  std::optional<std::filesystem::path> find_path(const std::string& key) const;

  // The same; throws Error(kConfig) naming the places if it does not exist.
  std::filesystem::path existing_path(const std::string& key) const;

  // The value of a key that has one, and whether it is only the default.
  Setting setting(const std::string& key) const;
  bool is_default(const std::string& key) const { return entry(key).is_default; }

  // Every key that has a value, in the order of known_keys().
  std::vector<Setting> all() const;

  // "key: value    # origin" for every key that has a value.
  std::string to_string() const;

 private:
  struct Entry {
    std::string text, origin;
    bool is_default = false;
    std::filesystem::path folder;  // of the YAML it came from
  };
  const Entry& entry(const std::string& key) const;
  std::vector<std::filesystem::path> candidates(const std::string& key) const;
  template <class T>
  T parse(const std::string& key, const char* expected) const;
  template <class T>
  T parse(const std::string& key, const char* expected, const std::string& text) const;

  std::map<std::string, Entry> entries_;
};

}  // namespace msquant
