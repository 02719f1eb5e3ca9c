# How every target is made: the only place where flags are set.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
foreach(p IN ITEMS NETTLE:nettle ZSTD:libzstd ARCHIVE:libarchive SQLITE:sqlite3 LUA:lua5.4
                   UTF8PROC:libutf8proc GUMBO:gumbo XML2:libxml-2.0 JANSSON:jansson
                   UCHARDET:uchardet SECCOMP:libseccomp XXHASH:libxxhash
                   ZLIB:zlib BROTLI:libbrotlidec)
  string(REPLACE ":" ";" p ${p})
  list(GET p 0 name)
  list(GET p 1 module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${module})
endforeach()
pkg_check_modules(EDIT IMPORTED_TARGET libedit)
pkg_check_modules(POPPLER IMPORTED_TARGET poppler-glib>=22)
# These come without a .pc file.
find_library(NA_CLD2 cld2 REQUIRED)
find_library(NA_STEMMER stemmer REQUIRED)
mark_as_advanced(NA_CLD2 NA_STEMMER)
set(STEMMER_LIBRARIES stemmer)
add_library(PkgConfig::STEMMER INTERFACE IMPORTED)
set_property(TARGET PkgConfig::STEMMER PROPERTY INTERFACE_LINK_LIBRARIES ${NA_STEMMER})

# A target with the property NA_STATIC has the static ones of these libraries, where they are
# installed: loading the shared ones takes longer than many a search.
foreach(name IN ITEMS NETTLE ZSTD SQLITE STEMMER UTF8PROC JANSSON XXHASH)
  list(GET ${name}_LIBRARIES 0 file)
  find_library(NA_STATIC_${name} lib${file}.a HINTS ${${name}_LIBDIR})
  mark_as_advanced(NA_STATIC_${name})
  if(NA_STATIC_${name})
    set(target PkgConfig::${name})
    get_target_property(shared ${target} INTERFACE_LINK_LIBRARIES)
    set_property(TARGET ${target} PROPERTY INTERFACE_LINK_LIBRARIES
      "$<IF:$<BOOL:$<TARGET_PROPERTY:NA_STATIC>>,${NA_STATIC_${name}},${shared}>")
  endif()
endforeach()

add_library(na_flags INTERFACE)
target_compile_features(na_flags INTERFACE c_std_17)
target_compile_definitions(na_flags INTERFACE _GNU_SOURCE NEWSARC_VERSION="${PROJECT_VERSION}"
  $<$<BOOL:${NEWSARC_DEV}>:NEWSARC_DEV=1>)
target_compile_options(na_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wstrict-prototypes -Wmissing-prototypes $<$<BOOL:${NEWSARC_DEV}>:-Werror>
  -include ${PROJECT_SOURCE_DIR}/src/base/banned.h)
if(NEWSARC_FUZZ)
  target_compile_options(na_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(NEWSARC_SANITIZE)
  target_compile_options(na_flags INTERFACE -fsanitize=${NEWSARC_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(na_flags INTERFACE -fsanitize=${NEWSARC_SANITIZE})
endif()

# na_layer(store SOURCES ... DEPS base NEEDS PkgConfig::ZSTD)
function(na_layer name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS;NEEDS" ${ARGN})
  list(TRANSFORM A_SOURCES PREPEND src/${name}/)
  list(TRANSFORM A_DEPS PREPEND na_)
  add_library(na_${name} STATIC ${A_SOURCES})
  target_include_directories(na_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(na_${name} PUBLIC ${A_DEPS} PRIVATE na_flags ${A_NEEDS})
  set_target_properties(na_${name} PROPERTIES C_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
endfunction()

function(na_program name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  list(TRANSFORM A_SOURCES PREPEND src/)
  list(TRANSFORM A_DEPS PREPEND na_)
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ${A_DEPS} na_flags)
  # A layer's library is loaded only by programs that use that part of the layer.
  target_link_options(${name} PRIVATE -Wl,--as-needed)
  set_target_properties(${name} PROPERTIES C_EXTENSIONS OFF)
endfunction()
