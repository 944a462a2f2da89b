# cmake -DOUTPUT=web_files.cc -DFILES=a;b -P embed.cmake: a C++ source that holds the files' text.
file(WRITE ${OUTPUT} [[
#include "report/web_files.h"

#include <map>

#include "base/error.h"

namespace msquant {

const std::string& web_file(std::string_view name) {
  static const std::map<std::string, std::string, std::less<>> kFiles{
]])
foreach(file ${FILES})
  cmake_path(GET file FILENAME name)
  file(READ ${file} text)
  file(APPEND ${OUTPUT} "{\"${name}\", R\"WEBFILE(${text})WEBFILE\"},\n")
endforeach()
file(APPEND ${OUTPUT} [[
  };
  const auto found = kFiles.find(name);
  MSQUANT_CHECK(found != kFiles.end());
  return found->second;
}

}  // namespace msquant
]])
