# na_embed(na_text share/cites.conf na_cites_conf): the file's bytes as const char NAME[] and
# their number as const size_t NAME_len, a part of the target.
function(na_embed target file name)
  set(source ${PROJECT_SOURCE_DIR}/${file})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(READ ${source} hex HEX)
  string(LENGTH "${hex}" len)
  math(EXPR len "${len} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  file(CONFIGURE OUTPUT ${name}.c @ONLY CONTENT "#include <stddef.h>
extern const char @name@[];
extern const size_t @name@_len;
const char @name@[] = { @bytes@ 0 };
const size_t @name@_len = @len@;
")
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
endfunction()
