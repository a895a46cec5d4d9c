namespace Oneloop.Input;

/// <summary>Why a command or one of its inputs names no customer.</summary>
/// <param name="Message">What is missing, in whole sentences.</param>
/// <param name="Action">What to do about it.</param>
internal sealed record InputProblem(string Message, string Action);
