# Included by the project() calls of llama.cpp and of ggml (CMAKE_PROJECT_<NAME>_INCLUDE): a shorter build of the same.
# Leaves out llama.cpp's `common` library, which llama-cpp-python forces on and never loads, and optimises its many model
# files lightly: they only describe graphs. ggml, which computes them, keeps -O3. Figures: docs/decisions.md.
if(PROJECT_NAME STREQUAL "ggml")
  set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
else()
  set(LLAMA_BUILD_COMMON OFF)
  set(LLAMA_BUILD_COMMON OFF CACHE BOOL "" FORCE)
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG")
endif()
