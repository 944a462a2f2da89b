// Commands as documentation shows them, and the files that they name.
#pragma once

#include <string>
#include <vector>

#include "support/temp_dir.h"

namespace msquant {

// The repository's documentation: README.md and every page below docs/.
std::vector<std::filesystem::path> documentation_pages();

// What the first group of `pattern` matches, everywhere in `text`.
std::vector<std::string> matches(const std::string& text, const std::string& pattern);

// The ```sh blocks of a Markdown file.
std::string shell_blocks(const std::string& markdown);

// Commands that begin with "msquant ", with lines that end in a backslash joined.
std::vector<std::string> commands_in(const std::string& text);

// Writes the sample's network as files that hold a graph: mynet.mindir and mynet.onnx.
void write_sample_graphs(const TempDir& dir);

// Lays the sample out under the names that the documentation uses.
void lay_out_files(const TempDir& dir);

// Writes the ```yaml blocks of a page that begin with "# NAME.yaml" under that name.
void write_shown_files(const std::string& markdown, const TempDir& dir);

// Runs the commands in `dir`, one after the other; each must succeed.
void check_commands(const std::vector<std::string>& commands, const TempDir& dir);

}  // namespace msquant
