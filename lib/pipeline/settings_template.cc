#include "pipeline/settings_template.h"

#include <sstream>

namespace msquant {
namespace {

std::string commented(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    result += line.empty() ? "#\n" : "# " + line + "\n";
  }
  return result;
}

}  // namespace

std::string settings_template(const Settings& settings, const std::string& heading) {
  std::string text = commented(heading);
  for (const KnownKey& key : known_keys()) {
    const std::string name(key.name);
    text += "\n# " + std::string(key.summary) + "\n";
    if (!settings.has(name)) {
      text += "# " + name + ":\n";
    } else if (settings.is_default(name)) {
      text += "# " + name + ": " + settings.setting(name).text + "\n";
    } else {
      const Setting setting = settings.setting(name);
      text += name + ": " + setting.text + "    # " + setting.origin + "\n";
    }
  }
  return text;
}

}  // namespace msquant
