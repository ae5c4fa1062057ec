# Included by llama.cpp's own project() call (CMAKE_PROJECT_llama.cpp_INCLUDE): leaves out its `common`
# library, which llama-cpp-python forces on and never loads. Halves the build: see docs/decisions.md.
set(LLAMA_BUILD_COMMON OFF)
set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)
