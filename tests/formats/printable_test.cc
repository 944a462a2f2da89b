#include "formats/printable.h"

#include <catch2/catch.hpp>

using namespace msquant;

namespace {

constexpr char kCsi[] = "\xC2\x9B";            // U+009B: begins a command, as ESC [ does
constexpr char kOverride[] = "\xE2\x80\xAE";   // U+202E: what follows runs from right to left
constexpr char kOverlong[] = "\xC0\x9B";       // a way to write ESC that UTF-8 does not allow
constexpr char kSurrogate[] = "\xED\xA0\x80";  // half of a character of UTF-16

}  // namespace

TEST_CASE("what a terminal would obey is escaped") {
  CHECK(visible("a\x1B[31mb") == "a\\x1b[31mb");
  CHECK(visible("\r\b\a\x7F") == "\\r\\x08\\x07\\x7f");
  CHECK(visible(std::string_view("\0", 1)) == "\\x00");
  CHECK(visible(kCsi) == "\\x9b");
  CHECK(visible(kOverride) == "\\u202e");
}

TEST_CASE("what is not UTF-8 is escaped") {
  CHECK(visible("\xFFx\xE4\xB8") == "\\xffx\\xe4\\xb8");
  CHECK(visible(kOverlong) == "\\xc0\\x9b");
  CHECK(visible(kSurrogate) == "\\xed\\xa0\\x80");
}

TEST_CASE("every other text is shown as it is") {
  for (const char* text : {"", "conv1.weight", "卷积层 é ü", "\"quoted\" 'and' \\back\\",
                           "1×3 → 2 · … ≤", "two\nlines\tand a tab"}) {
    CHECK(visible(text) == text);
  }
}

TEST_CASE("a text that must stay on its line does") {
  CHECK(visible_line("fc\nerror: all is lost") == "fc\\nerror: all is lost");
  CHECK(in_quotes("fc\n") == "'fc\\n'");
  CHECK(in_quotes(std::string(201, 'x')) == "'" + std::string(200, 'x') + "…'");
}

TEST_CASE("names may hold every character but those that control") {
  CHECK(is_printable("卷积 {$*}"));
  for (const char* text : {"a\n", "a\tb", "\x1B[31m", "\x7F", kCsi, "\xFF", kOverlong}) {
    CHECK_FALSE(is_printable(text));
  }
}
