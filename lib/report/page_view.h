// What web/report.mustache is filled with.
#pragma once

#include "report/plot.h"
#include "report/report.h"

namespace msquant {

// Layer `index` of the report: its row of the table and its details.
View layer_view(const ReportLayer& layer, size_t index);

// The rows of the table of accuracy: of the float model, of the int8 model, and the difference.
View accuracy_view(const Evaluation& evaluation);

// The whole page.
View page_view(const Report& report);

}  // namespace msquant
