// The program `huimin`.

#include "tools/command_line.h"

int main(int count, char** words) { return static_cast<int>(huimin::tools::run_command_line(count, words)); }
