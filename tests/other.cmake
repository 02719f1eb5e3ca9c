# End to end: one script a topic, printing TAP (tests/cli/lib.sh); 77 skips. Those from 200 on
# and fault/ are about what must never happen; NEWSARC_LONG in the environment makes them long.
foreach(t IN ITEMS cli/010-usage cli/020-archive cli/030-import cli/035-interrupt
                   cli/040-search cli/045-similar cli/046-did-you-mean cli/047-boilerplate cli/050-quarantine cli/055-failures cli/056-filters cli/057-tables cli/058-pdf cli/060-volume cli/065-compact cli/070-lock
                   cli/048-revisions cli/049-marks
                   cli/080-damage cli/090-sample cli/100-run cli/110-results cli/115-cites
                   cli/120-script cli/121-script-test cli/122-script-check cli/130-queries cli/135-capabilities
                   cli/123-lua cli/124-dev cli/125-guide cli/126-trust cli/140-rank
                   cli/150-originals cli/155-export cli/156-reparse cli/157-evidence
                   cli/158-feeds
                   cli/286-mail cli/287-text-right
                   cli/200-readonly
                   cli/210-resume cli/220-hostile-reader cli/225-slow-text cli/230-no-room
                   cli/240-together cli/250-hostile-bundle
                   cli/260-reuters-search cli/265-formats cli/270-odd-strings cli/280-words fault/kill9 fault/flip fault/syscall)
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
