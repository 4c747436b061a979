# SPDX-License-Identifier: Apache-2.0
# cmake -DSCHEMA=<this folder> -DOUT=<folder> -DGENERATED=<files of functions> -P embed.cmake
# Bytes and not string literals: a literal over 4,095 characters is not portable C.
set(spdx "/* SPDX-License-Identifier: Apache-2.0 */\n")

function(write_if_changed path text)
  if(EXISTS ${path})
    file(READ ${path} old)
    if(old STREQUAL text)
      return()
    endif()
  endif()
  file(WRITE ${path} "${text}")
endfunction()

# Sets `out` to the definition of a NUL-terminated array called `symbol`.
function(bytes_of path symbol out)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  set(${out} "static const unsigned char ${symbol}[] = {${bytes}0};\n" PARENT_SCOPE)
endfunction()

# Appends to `text` the list embedded_<name> of the files that match the pattern, and of further ones.
function(embed_list name pattern)
  file(GLOB paths ${SCHEMA}/${pattern})
  list(APPEND paths ${ARGN})
  set(number 0)
  foreach(path IN LISTS paths)
    get_filename_component(title ${path} NAME_WE)
    file(SHA256 ${path} sha256)
    file(SIZE ${path} size)
    bytes_of(${path} ${name}_${number} definition)
    string(APPEND arrays "${definition}")
    string(APPEND rows
           "    {\"${title}\", (const char *)${name}_${number}, ${size}, \"${sha256}\"},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(files NULL)
  if(rows)
    set(files ${name}_files)
    string(APPEND arrays "static const struct embedded_file ${files}[] = {\n${rows}};\n")
  endif()
  set(text "${text}${arrays}const struct embedded_list embedded_${name} = {${files}, ${number}};\n\n"
      PARENT_SCOPE)
endfunction()

if(NOT GENERATED)
  message(FATAL_ERROR "GENERATED names no file")
endif()
set(text "${spdx}#include \"embedded.h\"\n\n")
embed_list(ledger ledger.sql)
embed_list(migrations migrations/*.sql)
embed_list(functions functions/*.sql ${GENERATED})
embed_list(views views/*.sql)
embed_list(catalogue catalogue/*.json)
embed_list(demo demo/*.json)
embed_list(help help/*.json)
embed_list(policy policy/*.json)
write_if_changed(${OUT}/embedded.c "${text}")
