# What an installation holds, where Debian expects it; libnewsarc for programs that embed it.
set(NA_LIBEXEC ${CMAKE_INSTALL_FULL_LIBEXECDIR}/newsarc)
set(NA_DATA ${CMAKE_INSTALL_FULL_DATADIR}/newsarc)
set_source_files_properties(src/base/path.c PROPERTIES
  COMPILE_DEFINITIONS NEWSARC_LIBEXEC="${NA_LIBEXEC}")
set_source_files_properties(src/cli/where.c PROPERTIES
  COMPILE_DEFINITIONS NEWSARC_DATADIR="${NA_DATA}")

# The library is the layers up to core; it exports the names in src/newsarc.sym alone.
file(STRINGS src/newsarc.sym names REGEX "^na_")
list(JOIN names ";\n    " names)
file(CONFIGURE OUTPUT newsarc.map @ONLY
  CONTENT "NEWSARC_0 {\nglobal:\n    @names@;\nlocal:\n    *;\n};\n")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS src/newsarc.sym)
set(layers base text store index query core)
add_library(newsarc_shared SHARED)
foreach(layer IN LISTS layers)
  target_sources(newsarc_shared PRIVATE $<TARGET_OBJECTS:na_${layer}>)
endforeach()
target_link_libraries(newsarc_shared PRIVATE na_core na_flags)
target_link_options(newsarc_shared PRIVATE
  -Wl,--version-script=${CMAKE_CURRENT_BINARY_DIR}/newsarc.map)
set_target_properties(newsarc_shared PROPERTIES OUTPUT_NAME newsarc LINKER_LANGUAGE C
  VERSION ${PROJECT_VERSION} SOVERSION 0
  LINK_DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/newsarc.map)

file(CONFIGURE OUTPUT newsarc.pc @ONLY CONTENT "prefix=@CMAKE_INSTALL_PREFIX@
libdir=@CMAKE_INSTALL_FULL_LIBDIR@
includedir=@CMAKE_INSTALL_FULL_INCLUDEDIR@/newsarc

Name: newsarc
Description: @PROJECT_DESCRIPTION@
Version: @PROJECT_VERSION@
Libs: -L\${libdir} -lnewsarc
Cflags: -I\${includedir}
")

install(TARGETS newsarc newsarc_shared
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS newsarc-worker newsarc-run RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/newsarc)
if(TARGET newsarc-pdf)
  install(TARGETS newsarc-pdf RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/newsarc)
endif()
install(FILES share/cites.conf share/newsarc.meta.lua DESTINATION ${CMAKE_INSTALL_DATADIR}/newsarc)
install(DIRECTORY scripts DESTINATION ${CMAKE_INSTALL_DATADIR}/newsarc PATTERN tests EXCLUDE)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/newsarc.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(DIRECTORY doc/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
  FILES_MATCHING PATTERN "*.1")
install(FILES doc/man/newsarc-lua.7 doc/man/newsarc-query.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(DIRECTORY doc/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.md"
  PATTERN man EXCLUDE PATTERN changes EXCLUDE)

# The headers that newsarc.h includes keep their folders below include/newsarc/.
set(headers newsarc.h base/arena.h base/article.h base/buf.h base/err.h base/limits.h
  base/str.h base/time.h core/arc.h core/explain.h core/identity.h core/marks.h core/period.h core/search.h core/tally.h
  query/query.h text/article_json.h)
foreach(header IN LISTS headers)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES src/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/newsarc/${folder})
endforeach()
