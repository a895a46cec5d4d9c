namespace Oneloop.StandIn.Api;

/// <summary>Every error that is not scripted. The vendor documents 400, 401 and 403 only, and no codes.</summary>
internal static class ApiErrors
{
    public static ApiResponse NoBody => ApiResponse.Error(400, 4003, "A body of JSON is required");

    public static ApiResponse NotJson => ApiResponse.Error(400, 4004, "The body is not JSON");

    public static ApiResponse NotDeclaredJson => ApiResponse.Error(400, 4005, "The Content-Type is not application/json");

    public static ApiResponse UnexpectedBody => ApiResponse.Error(400, 4007, "This operation takes no body");

    public static ApiResponse NoToken => ApiResponse.Error(401, 4010, "The Authorization header has no bearer token");

    public static ApiResponse InvalidToken => ApiResponse.Error(401, 4011, "The API key is not valid");

    public static ApiResponse NoAccessToWorkspace => ApiResponse.Error(403, 4030, "The API key has no access to this workspace");

    public static ApiResponse MayNotListWorkspaces => ApiResponse.Error(403, 4031, "The API key may not list workspaces");

    public static ApiResponse NoSuchPath => ApiResponse.Error(404, 4040, "There is no such path");

    public static ApiResponse NoSuchWorkspace => ApiResponse.Error(404, 4041, "There is no such workspace");

    public static ApiResponse NoSuchBilling => ApiResponse.Error(404, 4042, "There is no such customer billing");

    public static ApiResponse NoSuchApiKey => ApiResponse.Error(404, 4043, "There is no such API key");

    public static ApiResponse NoSuchLinkToken => ApiResponse.Error(404, 4044, "There is no such link token");

    public static ApiResponse BillingExists => ApiResponse.Error(409, 4090, "The customer has a billing");

    public static ApiResponse WorkspaceExists => ApiResponse.Error(409, 4091, "There is a workspace of this name");

    public static ApiResponse ScopeExists => ApiResponse.Error(409, 4092, "The workspace has a scope of this representation");

    public static ApiResponse WorkspaceIdMissing => ApiResponse.Error(400, 4001, "workspaceId is required");

    public static ApiResponse ExternalMeterIdMissing => ApiResponse.Error(400, 4002, "externalMeterId is required");

    public static ApiResponse Breach(string breach) => ApiResponse.Error(400, 4006, $"The body breaks the contract: {breach}");

    public static ApiResponse OutOfRange(string reason) => ApiResponse.Error(400, 4008, reason);

    public static ApiResponse WrongMethod(string methods) => ApiResponse.Error(405, 4050, $"This path takes {methods} only");
}
