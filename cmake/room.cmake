# room(name [DEPENDS rooms…] [LIBRARIES targets…] [TEST_LIBRARIES targets…]): the only build helper.
#
# A room is a folder of src/. Every .cpp below it belongs to it: *_test.cpp files make its test program
# <name>_test, *_fuzz.cpp files make one fuzz target each (only when HUIMIN_FUZZ is on), main.cpp makes the
# program `huimin` when the room asks for it with PROGRAM, and all others make the library huimin_<name>.
# DEPENDS may name only rooms that stand already; the house test reads the same lines. TEST_LIBRARIES come from tests/support.

find_package(doctest REQUIRED)
option(HUIMIN_FUZZ "build the fuzz targets" OFF)

function(room name)
  cmake_parse_arguments(ROOM "" "PROGRAM" "DEPENDS;LIBRARIES;TEST_LIBRARIES" ${ARGN})
  set(folder ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|/main)\\.cpp$")

  if(sources)
    add_library(huimin_${name} STATIC ${sources})
    target_compile_definitions(huimin_${name} PRIVATE HUIMIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    set(face PUBLIC)
  else()  # a room of headers only
    add_library(huimin_${name} INTERFACE)
    set(face INTERFACE)
  endif()
  target_include_directories(huimin_${name} ${face} ${CMAKE_SOURCE_DIR}/src)
  foreach(other IN LISTS ROOM_DEPENDS)
    if(NOT TARGET huimin_${other})
      message(FATAL_ERROR "room(${name}): there is no room `${other}` above it in src/CMakeLists.txt")
    endif()
    target_link_libraries(huimin_${name} ${face} huimin_${other})
  endforeach()
  target_link_libraries(huimin_${name} ${face} ${ROOM_LIBRARIES})

  if(ROOM_PROGRAM)
    add_executable(${ROOM_PROGRAM} ${folder}/main.cpp)
    target_link_libraries(${ROOM_PROGRAM} PRIVATE huimin_${name})
  endif()

  if(tests)
    add_executable(${name}_test ${tests} ${CMAKE_SOURCE_DIR}/tests/support/doctest_main.cpp)
    target_link_libraries(${name}_test PRIVATE huimin_${name} ${ROOM_TEST_LIBRARIES} doctest::doctest)
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_definitions(${name}_test PRIVATE HUIMIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()

  if(HUIMIN_FUZZ)
    foreach(fuzzer IN LISTS fuzzers)
      get_filename_component(fuzz_name ${fuzzer} NAME_WE)
      add_executable(${fuzz_name} ${fuzzer})
      target_compile_options(${fuzz_name} PRIVATE -fsanitize=fuzzer,address,undefined)
      target_link_options(${fuzz_name} PRIVATE -fsanitize=fuzzer,address,undefined)
      target_link_libraries(${fuzz_name} PRIVATE huimin_${name})
    endforeach()
  endif()
endfunction()
