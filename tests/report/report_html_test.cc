#include "report/report_html.h"

#include <catch2/catch.hpp>

#include "report/sample_report.h"

using namespace msquant;
using Catch::Contains;

TEST_CASE("names of a model stand in the page as text, never as markup") {
  const std::string html = to_html(sample_report(), "");
  CHECK_THAT(html, Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;") ||
                       Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&apos;&amp;"));
  CHECK_THAT(html, !Contains("<img"));
}

TEST_CASE("the page needs nothing from outside") {
  const std::string html = to_html(sample_report(), "");
  for (const char* outside : {"http://", "https://", "src=\"", "@import", "url("}) {
    INFO(outside);
    CHECK_THAT(html, !Contains(outside));
  }
}

TEST_CASE("the picture of the first input is in the page") {
  // RFC 4648, section 10
  CHECK_THAT(to_html(sample_report(), "foob"), Contains("src=\"data:image/png;base64,Zm9vYg==\""));
}

TEST_CASE("the trials of a search are in the page, the chosen one marked") {
  Report report = sample_report();
  CHECK_THAT(to_html(report, ""), !Contains("id=\"search\""));
  report.search = sample_search();
  const std::string html = to_html(report, "");
  CHECK_THAT(html, Contains("<td>12.50</td><td>missed</td><td>none</td>"));
  CHECK_THAT(html, Contains("3 <strong>chosen</strong></th><td>0.25</td><td>met</td><td>2: "));
  CHECK_THAT(html, !Contains("<img"));
}

TEST_CASE("a report without layers, accuracy and images is a page, too") {
  Report report;
  report.verdict = {"unknown", "Accuracy was not measured", ""};
  const std::string html = to_html(report, "");
  CHECK_THAT(html, Contains("Accuracy was not measured"));
  CHECK_THAT(html, Contains("Nothing to warn about"));
  CHECK_THAT(html, Contains("</html>"));
}
