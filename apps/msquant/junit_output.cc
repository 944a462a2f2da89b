#include "msquant/junit_output.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "base/files.h"
#include "formats/printable.h"
#include "msquant/console.h"

namespace msquant {
namespace {

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name) = (is_printable(value) ? value : in_quotes(value)).c_str();
}

void set_count(pugi::xml_node suite, const char* name, const CheckReport& report, Outcome outcome) {
  const auto count = std::count_if(report.checks.begin(), report.checks.end(),
                                   [&](const Check& check) { return check.outcome == outcome; });
  set(suite, name, std::to_string(count));
}

pugi::xml_node add_suite(pugi::xml_document& document, const CheckReport& report,
                         const std::string& timestamp) {
  pugi::xml_node suite = document.append_child("testsuites").append_child("testsuite");
  set(suite, "id", "0");
  set(suite, "package", "msquant");
  set(suite, "name", "msquant");
  set(suite, "timestamp", timestamp);
  set(suite, "hostname", "localhost");
  set(suite, "tests", std::to_string(report.checks.size()));
  set_count(suite, "failures", report, Outcome::kFailed);
  set(suite, "errors", "0");
  set_count(suite, "skipped", report, Outcome::kSkipped);
  set(suite, "time", "0");
  return suite;
}

void add_property(pugi::xml_node properties, const std::string& name, const std::string& value) {
  pugi::xml_node property = properties.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

void add_case(pugi::xml_node suite, const Check& check) {
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "classname", "msquant." + check.group);
  set(test, "name", check.name);
  set(test, "time", "0");
  if (check.outcome == Outcome::kPassed) return;
  const bool is_failed = check.outcome == Outcome::kFailed;
  pugi::xml_node reason = test.append_child(is_failed ? "failure" : "skipped");
  set(reason, "message", check.message);
  if (is_failed) set(reason, "type", check.group);
}

}  // namespace

std::string junit_xml(const CheckReport& report, const std::string& timestamp) {
  pugi::xml_document document;
  pugi::xml_node suite = add_suite(document, report, timestamp);
  pugi::xml_node properties = suite.append_child("properties");
  add_property(properties, "version", MSQUANT_VERSION);
  for (const auto& [name, value] : report.properties) add_property(properties, name, value);
  for (const Check& check : report.checks) add_case(suite, check);
  suite.append_child("system-out");
  suite.append_child("system-err");
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
  return text.str();
}

void write_junit(const std::filesystem::path& path, const CheckReport& report) {
  const auto now = fmt::gmtime(std::time(nullptr));
  write_file(path, junit_xml(report, fmt::format("{:%Y-%m-%dT%H:%M:%S}", now)));
  console().stage("junit", path.string());
}

}  // namespace msquant
