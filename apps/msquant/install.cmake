# `cmake --install` and the Debian package (`cpack` in the build folder): the program, its manual
# pages if help2man is there, completions for three shells, the license, the documentation and the
# sample. scripts/check_deb.sh tries the package.
include(GNUInstallDirs)
install(TARGETS msquant RUNTIME)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/SECURITY.md
              ${PROJECT_SOURCE_DIR}/LICENSE
              ${PROJECT_SOURCE_DIR}/packaging/copyright
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/configs/sample
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

# msquant_install_compressed(FILE NAME FOLDER)
# FILE as NAME.gz, as Debian wants manual pages and changelogs.
function(msquant_install_compressed file name folder)
  set(compressed ${CMAKE_CURRENT_BINARY_DIR}/${name}.gz)
  add_custom_command(OUTPUT ${compressed}
    COMMAND gzip --best --no-name --stdout ${file} > ${compressed}
    DEPENDS ${file} VERBATIM)
  add_custom_target(msquant_${name} ALL DEPENDS ${compressed})
  install(FILES ${compressed} DESTINATION ${folder})
endfunction()
msquant_install_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog ${CMAKE_INSTALL_DOCDIR})

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
  msquant_install_compressed(${manual} msquant.1 ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The msquant developers <msquant@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Reads checkpoints, MindIR and ONNX of vision models, calibrates them on
images, and writes int8 AIR files for Ascend hardware, or ONNX and MindIR.
Measures what quantization costs, layer by layer, on any processor.")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libopencv-imgcodecs406)  # loaded, not linked
include(CPack)
