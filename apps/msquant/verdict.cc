#include "msquant/verdict.h"

#include <unistd.h>

#include <cstdio>

#include "comm/world.h"
#include "msquant/console.h"
#include "msquant/paint.h"

namespace msquant {

void print_verdict(bool is_met, const std::string& text) {
  const std::string word = is_met ? painted(STDOUT_FILENO, Paint::kGreen, "PASSED")
                                  : painted(STDOUT_FILENO, Paint::kRed, "FAILED");
  if (world().is_root()) std::fputs(word.c_str(), stdout);
  print_result("     " + text + "\n");
}

}  // namespace msquant
