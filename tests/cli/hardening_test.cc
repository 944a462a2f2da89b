// The compiler and linker made the binary hard to exploit.

#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <string>

namespace {

// What binutils' readelf says about the binary.
std::string readelf(const std::string& flags) {
  const std::string command = "readelf --wide " + flags + " '" MSQUANT_BINARY "' 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string text;
  char buffer[4096];
  while (const size_t size = std::fread(buffer, 1, sizeof buffer, pipe.get())) {
    text.append(buffer, size);
  }
  return text;
}

}  // namespace

TEST_CASE("the binary can be loaded anywhere") {
  CHECK_THAT(readelf("-d"), Catch::Contains("(FLAGS_1)") && Catch::Contains("PIE"));
}

TEST_CASE("the binary's linkage tables are read-only, and its stack holds no code") {
  const std::string segments = readelf("-l"), dynamic = readelf("-d");
  CHECK_THAT(segments, Catch::Contains("GNU_RELRO"));
  CHECK_THAT(dynamic, Catch::Contains("BIND_NOW"));
  const size_t stack = segments.find("GNU_STACK");
  REQUIRE(stack != std::string::npos);
  const std::string line = segments.substr(stack, segments.find('\n', stack) - stack);
  CHECK_THAT(line, Catch::Contains("RW ") && !Catch::Contains("RWE"));
}

TEST_CASE("no memory of the binary is both written and executed, and its code is not rewritten") {
  CHECK_THAT(readelf("-l"), !Catch::Contains("RWE"));
  CHECK_THAT(readelf("-d"), !Catch::Contains("TEXTREL"));
}

TEST_CASE("the binary finds its libraries where the system keeps them, and nowhere else") {
  CHECK_THAT(readelf("-d"), !Catch::Contains("RPATH") && !Catch::Contains("RUNPATH"));
}

TEST_CASE("the binary opens no connection and starts no program") {
  const std::string symbols = readelf("--dyn-syms");
  for (const char* name : {" socket@", " connect@", " bind@", " listen@", " getaddrinfo@",
                           " system@", " popen@", " execve@", " execvp@", " posix_spawn@"}) {
    CHECK_THAT(symbols, !Catch::Contains(name));
  }
}

#ifdef MSQUANT_IS_FORTIFIED
TEST_CASE("the binary checks its stack and its buffers") {
  const std::string symbols = readelf("--dyn-syms");
  CHECK_THAT(symbols, Catch::Contains("__stack_chk_fail"));
  CHECK_THAT(symbols, Catch::Contains("_chk@"));
}
#endif
