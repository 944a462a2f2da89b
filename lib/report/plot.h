// What all drawings of the report share: from numbers to coordinates and labels.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace msquant {

// What a template is filled with; keys keep the order in which they were added.
using View = nlohmann::ordered_json;

// Maps [low, high] to [from, to]; all to the middle if low == high.
class Scale {
 public:
  Scale(double low, double high, double from, double to);
  double operator()(double x) const { return offset_ + factor_ * x; }

 private:
  double offset_, factor_;
};

// Multiples of 1, 2 or 5 times a power of ten within [low, high], about `count` of them.
std::vector<double> nice_ticks(double low, double high, int count);

// Four significant digits, and one digit after the point.
std::string number_text(double x);
std::string coordinate(double x);

// "61.3 dB", or "equal" if nothing differs.
std::string db_text(double db);

// "24.0 MiB"
std::string bytes_text(int64_t bytes);

// The ticks of an axis as [{at, text}].
View ticks_view(const std::vector<double>& ticks, const Scale& scale);

}  // namespace msquant
