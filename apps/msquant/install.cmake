# `cmake --install` and the Debian package (`cpack` in the build folder): the program, its manual
# pages if help2man is there, completions for three shells, the license and the documentation.
include(GNUInstallDirs)
install(TARGETS msquant RUNTIME)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
              ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

# msquant_install_completion(SHELL FILE FOLDER)
function(msquant_install_completion shell file folder)
  set(script ${CMAKE_CURRENT_BINARY_DIR}/completions/${file})
  add_custom_command(OUTPUT ${script}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/completions
    COMMAND msquant completion ${shell} > ${script}
    DEPENDS msquant VERBATIM)
  add_custom_target(msquant_completion_${shell} ALL DEPENDS ${script})
  install(FILES ${script} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
endfunction()
msquant_install_completion(bash msquant bash-completion/completions)
msquant_install_completion(zsh _msquant zsh/vendor-completions)
msquant_install_completion(fish msquant.fish fish/vendor_completions.d)

find_program(HELP2MAN help2man)
if(HELP2MAN)
  set(manual ${CMAKE_CURRENT_BINARY_DIR}/msquant.1)
  add_custom_command(OUTPUT ${manual}
    COMMAND ${HELP2MAN} --no-info --no-discard-stderr --help-option=--help-all
            --name=${PROJECT_DESCRIPTION} --output=${manual} $<TARGET_FILE:msquant>
    DEPENDS msquant VERBATIM)
  add_custom_target(msquant_manual ALL DEPENDS ${manual})
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The msquant developers <msquant@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libopencv-imgcodecs406)  # loaded, not linked
include(CPack)
