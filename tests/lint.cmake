# How the tree is kept: tests/lint/NAME.sh SOURCE [BUILT], 77 skips.
function(na_lint name)
  add_test(NAME lint.${name}
    COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/lint/${name}.sh ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(lint.${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endfunction()

na_lint(layers)
na_lint(abuse)
na_lint(headers)
na_lint(text)
na_lint(man)
na_lint(api)
na_lint(format)
na_lint(symbols $<TARGET_FILE:newsarc_shared>)
na_lint(doc $<TARGET_FILE:newsarc>)
na_lint(links $<TARGET_FILE:newsarc>)
if(NOT NEWSARC_SANITIZE) # a program outside of the build could not load such a library
  na_lint(install ${PROJECT_BINARY_DIR})
endif()
