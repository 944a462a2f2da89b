#include "msquant/json_output.h"

#include "msquant/console.h"

namespace msquant {

std::string to_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void print_json(const Json& document) {
  print_result(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace msquant
