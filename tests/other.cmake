# End to end: one script a topic, printing TAP (tests/cli/lib.sh); 77 skips.
foreach(t IN ITEMS 010-usage 020-archive 030-import 035-interrupt 040-search 050-quarantine
                   060-volume 070-lock 080-damage 090-sample 100-run)
  add_test(NAME cli.${t} COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/cli/${t}.sh)
  set_tests_properties(cli.${t} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "NEWSARC=$<TARGET_FILE:newsarc>;NEWSARC_WORKER=$<TARGET_FILE:newsarc-worker>;NEWSARC_SOURCE=${PROJECT_SOURCE_DIR}")
endforeach()

include(lint.cmake)
