#include "report/report_html.h"

#include <kainjow/mustache.hpp>

#include "base/base64.h"
#include "base/error.h"
#include "report/page_view.h"
#include "report/web_files.h"

namespace msquant {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::list;
using kainjow::mustache::mustache;
using kainjow::mustache::object;
using kainjow::mustache::partial;

data to_data(const View& view) {
  switch (view.type()) {
    case View::value_t::object: {
      object result;
      for (const auto& [key, value] : view.items()) result.emplace(key, to_data(value));
      return result;
    }
    case View::value_t::array: {
      list result;
      for (const View& item : view) result.push_back(to_data(item));
      return result;
    }
    case View::value_t::string:
      return view.get<std::string>();
    case View::value_t::boolean:
      return view.get<bool>() ? data::type::bool_true : data::type::bool_false;
    case View::value_t::null:
      return data::type::bool_false;
    default:
      return view.dump();
  }
}

void add_partials(data& page) {
  for (const char* name : {"histogram", "channels", "milestones", "convergence", "graph", "search",
                           "table", "layer"}) {
    page.set(name + std::string("_part"),
             data(partial([name] { return web_file(name + std::string(".mustache")); })));
  }
}

}  // namespace

std::string to_html(const Report& report, const std::string& first_input) {
  data page = to_data(page_view(report));
  page.set("css", web_file("report.css"));
  page.set("js", web_file("report.js"));
  page.set("first_input",
           first_input.empty() ? data(data::type::bool_false) : data(base64(first_input)));
  add_partials(page);
  mustache sheet(web_file("report.mustache"));
  const std::string html = sheet.render(page);
  MSQUANT_CHECK(sheet.is_valid());
  return html;
}

}  // namespace msquant
