// How far to even out the ranges of an activation's channels before one scale is given to them all.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace msquant {

// What is known of one layer that uses the channels.
struct ChannelUse {
  double taps = 1;               // weights of one channel in one row
  std::vector<float> range;      // largest magnitude of each channel
  std::vector<double> energy;    // of the weights of each channel: Σ w² over rows and taps
  std::vector<double> variance;  // of each channel's values
  std::vector<float> rows;       // |w|, [rows, channels]: the largest over the taps
  std::vector<int64_t> first,
      count;  // channels that row r uses: first[r] … first[r] + count[r] - 1
};

// The noise that int8 puts on the layer's output, relative to the output's variance, if channel c
// is divided by scale[c] and its weights are multiplied by it. Rounding
// errors are taken as independent and uniform over a step:
//   activation: step²/12 · Σ_c scale² · energy, step = max_c(range / scale) / 255
//   weight: Σ_rows step_r²/12 · taps · Σ_c variance / scale², step_r = max_c(|w| · scale) / 127
double predicted_noise(const ChannelUse& use, const std::vector<float>& scale);

// Largest magnitudes of each channel in either half of the images.
using HalfRanges = std::array<std::vector<float>, 2>;

// range^α, with the largest scale 1 and the α of 0, ¼, ½, ¾, 1 for which all uses together are
// predicted the least noise. α = 1 makes all channels equally wide, 0 changes nothing (SmoothQuant,
// Xiao et al. 2022, migrates by such an exponent, there from activations to weights of language
// models). For the prediction scales come from one half of the images and the step from all, so
// that evening out pays only as far as a channel's range is the same on other images. Channels
// narrower than a quarter of the widest are taken as that wide: a channel that hardly ever spoke on
// the calibration images may still be heard.
std::vector<float> equalizing_scales(const std::vector<ChannelUse>& uses, const HalfRanges& halves);

}  // namespace msquant
