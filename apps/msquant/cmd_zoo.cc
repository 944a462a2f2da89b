#include <fmt/format.h>

#include <memory>

#include "msquant/command.h"
#include "msquant/console.h"
#include "msquant/flag_checks.h"
#include "msquant/json_output.h"
#include "zoo/zoo.h"

namespace msquant {
namespace {

struct Options {
  std::string network;  // empty: list all
  int64_t size = 224;   // of images
  bool json = false;
};

void list(bool as_json) {
  Json rows = Json::array();
  std::string text;
  for (const NetworkInfo& network : zoo_networks()) {
    rows.push_back({{"name", network.name}, {"summary", network.summary}});
    text += fmt::format("{:<14} {}\n", network.name, network.summary);
  }
  as_json ? print_json(rows) : print_result(text);
}

void show(const std::string& name, int64_t size, bool as_json) {
  NetworkInput input;
  input.height = input.width = size;
  Json rows = Json::array();
  std::string text;
  int64_t elements = 0;
  for (const auto& [parameter, shape] : network_parameters(name, input)) {
    rows.push_back({{"name", parameter}, {"shape", shape}});
    text += fmt::format("{:<48} {}\n", parameter, to_string(shape));
    elements += element_count(shape);
  }
  const std::string network = canonical_network_name(name);
  if (as_json) {
    return print_json({{"name", network}, {"element_count", elements}, {"parameters", rows}});
  }
  print_result(text +
               fmt::format("{}: {} parameters, {} numbers, for images of {} x {} and ten classes\n",
                           network, rows.size(), elements, size, size));
}

}  // namespace

Command zoo_command() {
  Command command{"zoo", "list the networks that a checkpoint alone is enough for", "", {}};
  command.examples =
      "  msquant zoo\n"
      "  msquant zoo resnet50\n";
  command.setup = [](CLI::App& app) -> std::function<void()> {
    auto options = std::make_shared<Options>();
    app.add_option("NETWORK", options->network, "show the parameters of this one");
    app.add_option("--size", options->size, "height and width of the images")
        ->check(at_least(1))
        ->capture_default_str();
    app.add_flag("--json", options->json, "print the result as JSON");
    return [options] {
      options->network.empty() ? list(options->json)
                               : show(options->network, options->size, options->json);
    };
  };
  return command;
}

}  // namespace msquant
