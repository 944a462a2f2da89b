#include "msquant/json_output.h"

#include "msquant/console.h"

namespace msquant {

void print_json(const Json& document) {
  print_result(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace msquant
