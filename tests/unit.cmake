# na_unit(text_html DEPS text): tests/unit/text_html_test.c, on cmocka.
find_package(PkgConfig REQUIRED)
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

set(NA_TEST_ENV "NEWSARC_SHARED=${PROJECT_SOURCE_DIR}/../shared"
  "NEWSARC_SOURCE=${PROJECT_SOURCE_DIR}"
  "NEWSARC_WORKER=${PROJECT_BINARY_DIR}/newsarc-worker")

function(na_unit name)
  cmake_parse_arguments(A "" "" "DEPS" ${ARGN})
  list(TRANSFORM A_DEPS PREPEND na_)
  add_executable(unit_${name} unit/${name}_test.c)
  target_link_libraries(unit_${name} PRIVATE ${A_DEPS} na_flags PkgConfig::CMOCKA
    Threads::Threads ${CMAKE_DL_LIBS})
  target_include_directories(unit_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/unit)
  target_compile_definitions(unit_${name} PRIVATE
    NA_TEST_SOURCE="${PROJECT_SOURCE_DIR}")
  set_target_properties(unit_${name} PROPERTIES C_EXTENSIONS OFF)
  add_test(NAME unit.${name} COMMAND unit_${name})
  set_tests_properties(unit.${name} PROPERTIES ENVIRONMENT "${NA_TEST_ENV}" TIMEOUT 600)
endfunction()

# na_fuzz(html DEPS text): tests/fuzz/fuzz_html.c. With libFuzzer it is a fuzzer; otherwise it
# runs every file of its corpus once, as a test.
function(na_fuzz name)
  cmake_parse_arguments(A "" "" "DEPS" ${ARGN})
  list(TRANSFORM A_DEPS PREPEND na_)
  add_executable(fuzz_${name} fuzz/fuzz_${name}.c
    $<$<NOT:$<BOOL:${NEWSARC_FUZZ}>>:fuzz/replay.c>)
  target_link_libraries(fuzz_${name} PRIVATE ${A_DEPS} na_flags)
  set_target_properties(fuzz_${name} PROPERTIES C_EXTENSIONS OFF)
  if(NEWSARC_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_test(NAME fuzz.${name}
      COMMAND fuzz_${name} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name})
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 600)
  endif()
endfunction()
