# What every target is built with: warnings that stop, hardening, sanitizers by preset, the fast linker and allocator.

add_compile_options(
  -Wall -Wextra -Wpedantic -Wno-gnu-statement-expression -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Wimplicit-fallthrough -Wswitch-enum -Werror
  -fstack-protector-strong -fPIE)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(-pie -Wl,-z,relro,-z,now)

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(HUIMIN_SANITIZE "" CACHE STRING "address,undefined or thread; empty for none")
if(HUIMIN_SANITIZE)
  add_compile_options(-fsanitize=${HUIMIN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HUIMIN_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

# Explaining a household is a tree of small texts; a quarter of its time goes with glibc's allocator. Sanitizers bring
# their own.
if(NOT HUIMIN_SANITIZE)
  find_package(mimalloc 2.0 REQUIRED)
  link_libraries(mimalloc)
endif()
