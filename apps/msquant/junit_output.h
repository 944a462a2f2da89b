// Checks as JUnit XML, which CI systems show beside their own tests (--junit).
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace msquant {

enum class Outcome { kPassed, kFailed, kSkipped };

// One test case. `message` says why it failed or was skipped.
struct Check {
  std::string group, name;
  Outcome outcome = Outcome::kPassed;
  std::string message;
};

struct CheckReport {
  std::vector<std::pair<std::string, std::string>> properties;  // name and value
  std::vector<Check> checks;
};

// One test suite, valid by the schemas of Jenkins (junit-10.xsd of its xUnit plugin) and of Ant's
// JUnit task (JUnit.xsd). `timestamp` is in UTC, as 2026-01-31T23:59:59. Characters that XML cannot
// hold are escaped as in in_quotes().
std::string junit_xml(const CheckReport& report, const std::string& timestamp);

// Writes it with the time of now, and says so. Throws Error(kIo).
void write_junit(const std::filesystem::path& path, const CheckReport& report);

}  // namespace msquant
