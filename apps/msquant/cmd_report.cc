#include <memory>
#include <optional>

#include "base/files.h"
#include "base/folder_lock.h"
#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/json_output.h"
#include "msquant/run_report.h"
#include "report/report_html.h"
#include "report/report_json.h"

namespace msquant {
namespace {

struct Options {
  std::filesystem::path folder, output;
  bool json = false;
};

void run(const Options& options) {
  const bool is_inside = options.output.empty();
  const std::filesystem::path page = is_inside ? options.folder / kReportPage : options.output;
  std::optional<FolderLock> lock;
  if (is_inside && std::filesystem::exists(options.folder / kReportFile)) {
    lock.emplace(options.folder);
  }
  render_report(options.folder, page);
  console().stage("report", page.string());
  if (options.json) print_json(Json::parse(read_file(options.folder / kReportFile)));
}

}  // namespace

Command report_command() {
  Command command{"report", "write the report of a run folder as a page to look at", "", {}};
  command.examples =
      "  msquant report out/\n"
      "  msquant report out/ -o resnet50.html\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("run", options->folder, "run folder: what 'quantize -o' wrote")->required();
    app.add_option("-o,--output", options->output,
                   "file to write (default: report.html in the run folder)");
    app.add_flag("--json", options->json, "print the report as JSON");
    return [options] { run(*options); };
  };
  return command;
}

}  // namespace msquant
