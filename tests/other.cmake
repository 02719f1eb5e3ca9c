# End to end: one script a topic, printing TAP (tests/cli/lib.sh); 77 skips. Those from 200 on
# and fault/ are about what must never happen; NEWSARC_LONG in the environment makes them long.
# A script that is there is a test: nothing is to be entered here.
file(GLOB scripts RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_SOURCE_DIR}/cli/[0-9]*.sh ${CMAKE_CURRENT_SOURCE_DIR}/fault/*.sh)
set(numbers "")
foreach(t IN LISTS scripts)
  string(REGEX REPLACE "[.]sh$" "" t ${t})
  if(t MATCHES "^cli/([0-9]+)-")
    if(CMAKE_MATCH_1 IN_LIST numbers)
      message(FATAL_ERROR "tests/${t}.sh: another test has that number")
    endif()
    list(APPEND numbers ${CMAKE_MATCH_1})
  endif()
  if(NEWSARC_SANITIZE AND t STREQUAL cli/260-reuters-search)
    continue() # minutes of brute force; the same code runs over generated articles
  endif()
  string(REPLACE "/" "." name ${t})
  add_test(NAME ${name} COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/${t}.sh)
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900
    ENVIRONMENT "NEWSARC=$<TARGET_FILE:newsarc>;NEWSARC_WORKER=$<TARGET_FILE:newsarc-worker>;NEWSARC_SOURCE=${PROJECT_SOURCE_DIR}")
  if(t MATCHES "^fault|/2..-")
    set_tests_properties(${name} PROPERTIES LABELS long)
  endif()
  if("$ENV{NEWSARC_LONG}")
    set_tests_properties(${name} PROPERTIES TIMEOUT 1800)
  endif()
endforeach()

# Abuses that take the whole program; the others are tests/lua/abuse.
file(GLOB abuses CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/abuse/*.sh)
foreach(t IN LISTS abuses)
  get_filename_component(name ${t} NAME_WE)
  add_test(NAME abuse.${name} COMMAND sh ${t})
  set_tests_properties(abuse.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "NEWSARC=$<TARGET_FILE:newsarc>;NEWSARC_WORKER=$<TARGET_FILE:newsarc-worker>;NEWSARC_SOURCE=${PROJECT_SOURCE_DIR}")
endforeach()

# The scripts that ship, by the tests beside them.
add_test(NAME scripts
  COMMAND newsarc script test --tap --coverage --fuzz 30 ${PROJECT_SOURCE_DIR}/scripts)
set_tests_properties(scripts PROPERTIES TIMEOUT 900
  ENVIRONMENT "XDG_DATA_HOME=${PROJECT_BINARY_DIR}/nobody")

include(lint.cmake)
