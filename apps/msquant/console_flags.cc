#include "msquant/console_flags.h"

#include "comm/world.h"
#include "msquant/console.h"
#include "msquant/flag_checks.h"
#include "msquant/paint.h"

namespace msquant {

void ConsoleFlags::add_to(CLI::App& app) {
  CLI::Option* const named =
      app.add_option("--log-level", level, "least of the messages shown: debug, info, warn, error")
          ->capture_default_str();
  CLI::Option* const less =
      app.add_flag("-q,--quiet", quiet, "print warnings, errors and results only")->excludes(named);
  app.add_flag("-v,--verbose", verbose, "print how long steps take, and what is done otherwise")
      ->excludes(named)
      ->excludes(less);
  app.add_option("--progress", progress,
                 "auto, plain (a line every ten seconds), json (all that is said as JSON lines) or "
                 "none; auto rewrites one line on a terminal and is plain elsewhere")
      ->capture_default_str()
      ->check(one_of("--progress", {"auto", "plain", "json", "none"}));
  app.add_flag("--no-color", no_color, "no colour, as with the environment's NO_COLOR");
  app.add_option("--log-file", log_file, "append all that is said, of every level, to this file");
}

void ConsoleFlags::apply() const {
  if (no_color) forbid_color();
  ConsoleOptions options;
  options.level = quiet     ? log::Level::kWarning
                  : verbose ? log::Level::kDebug
                            : log::parse_level(level);
  options.progress = progress;
  options.log_file = log_file;
  // Only the root speaks: the others say the same.
  if (!world().is_root()) options = {log::Level::kError, "none", {}};
  set_up_console(options);
}

}  // namespace msquant
